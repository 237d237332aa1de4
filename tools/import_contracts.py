"""Contracts for import-linter that know the shape of a room; named in .importlinter."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class ClosedShelves(Contract):
    """Keep the shelves that belong to a room alone (its views, its forms …) from the imports of other rooms."""

    shelves = fields.SetField(subfield=fields.StringField())
    # Rooms that put the others together, and what they may do so with.
    assemblers = fields.SetField(subfield=fields.StringField(), required=False, default=set())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 -- its signature
        """Find imports of another room's closed shelf."""
        broken = sorted(
            (importer, imported)
            for imported in graph.modules
            if self._is_closed(imported)
            for importer in graph.find_modules_that_directly_import(imported)
            if self._is_stranger(importer, imported)
        )
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print the imports that break the law."""
        broken: list[tuple[str, str]] = check.metadata["broken"]
        for importer, imported in broken:
            output.print_error(f"{importer} imports {imported}, which belongs to its own room", bold=False)

    def _is_closed(self, module: str) -> bool:
        parts = module.split(".")
        shelves: Any = self.shelves  # import-linter replaces fields by their values
        return parts[1:2] != ["common"] and bool(set(parts[2:3]) & set(shelves))

    def _is_stranger(self, importer: str, imported: str) -> bool:
        assemblers: Any = self.assemblers
        room = importer.split(".")[1]
        return room != imported.split(".")[1] and room not in assemblers
