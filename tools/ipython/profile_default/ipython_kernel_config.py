"""The kernel that runs the notebooks: figures as SVG with no date and no version in them, no history on disk."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "metadata": {"Date": None, "Creator": None}}
c.HistoryManager.enabled = False
