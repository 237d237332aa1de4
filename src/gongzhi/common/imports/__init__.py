"""
Spreadsheets in two steps: upload and see each row's state, mend, then commit all clean rows at once.

``reading`` opens a workbook safely, ``tables`` finds the table on a sheet, ``cells`` reads what people type;
these three know no Django and no domain. ``kinds`` is the slot where rooms say what a row means;
``models`` and ``services`` keep the preview and carry it through.
"""
