"""The pages that lead from one room to the next."""
