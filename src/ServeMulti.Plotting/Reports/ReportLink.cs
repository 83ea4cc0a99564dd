namespace ServeMulti.Plotting.Reports;

/// <summary>Writes links to files of an experiment.</summary>
internal static class ReportLink
{
    /// <summary>Links lead only to files below the folder of the report: a recipient of the folder has them, and the text of a result
    /// cannot link elsewhere.</summary>
    /// <param name="html">The page.</param>
    /// <param name="path">The file; null: a dash is written.</param>
    /// <param name="folder">The folder of the report; null if it has none.</param>
    /// <param name="text">The text of the link; null: the path within the folder.</param>
    public static void Write(Html html, string? path, string? folder, string? text = null)
    {
        if (path is null)
        {
            html.Text("–");
            return;
        }

        var full = folder is null ? path : Path.GetFullPath(path, folder);
        if (folder is not null && full.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            var relative = Path.GetRelativePath(folder, full).Replace(Path.DirectorySeparatorChar, '/');
            html.Element(
                "a",
                text ?? relative,
                Html.Attribute("href", "./" + string.Join('/', relative.Split('/').Select(Uri.EscapeDataString)))
            );
            return;
        }

        html.Element("code", text ?? path);
    }
}
