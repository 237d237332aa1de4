"""Sphinx settings of the documentation."""

project = "Gongzhi 共治"
author = "The Gongzhi maintainers"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Gongzhi 共治"
language = "en"
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
