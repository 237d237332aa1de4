"""Reads of the room: receipts, lines of stations, clocks, evidence, desks, rates, reminders, lists."""
