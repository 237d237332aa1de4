"""This room holds the deeds that span siblings, one file each: from matter to motion, from resolution to task to the matter's answer."""
