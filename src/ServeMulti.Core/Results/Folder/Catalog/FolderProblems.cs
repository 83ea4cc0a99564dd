using ServeMulti.Parameters;

namespace ServeMulti.Results.Folder;

/// <summary>Finds why an experiment's folder cannot be begun or resumed, before its content is looked at. Changes nothing.</summary>
internal static class FolderProblems
{
    private const int NamedExperiments = 3;

    /// <param name="files">The disk.</param>
    /// <param name="layout">The experiment.</param>
    /// <param name="mode">Whether it is a new one.</param>
    /// <param name="isNameGiven">Whether its name was given; a new experiment without a name takes the next free one.</param>
    public static string? Find(IFileSystem files, ExperimentLayout layout, ExperimentMode mode, bool isNameGiven)
    {
        try
        {
            return FindAny(files, layout, mode, isNameGiven);
        }
        catch (UnauthorizedAccessException)
        {
            return $"{layout.Folder} cannot be looked at (no permission on a folder above it); use another output folder, or allow it.";
        }
    }

    public static string DescribeExisting(ExperimentLayout layout) =>
        $"{layout.Folder} exists; resume the experiment {Path.GetFileName(layout.Folder)}, or use another name.";

    private static string? FindAny(IFileSystem files, ExperimentLayout layout, ExperimentMode mode, bool isNameGiven)
    {
        if (!isNameGiven)
        {
            return FindAccessProblem(files, Path.GetDirectoryName(layout.Folder));
        }

        if (files.FileExists(layout.Folder))
        {
            return $"{layout.Folder} is a file; use another experiment name.";
        }

        var exists = files.FolderExists(layout.Folder);
        if (mode == ExperimentMode.New && exists)
        {
            return DescribeExisting(layout);
        }

        if (mode == ExperimentMode.Resume && files.FolderExists(layout.LockFile))
        {
            return $"{layout.LockFile} is a folder, so it is unknown whether a host writes to the experiment; when none does, remove it.";
        }

        return mode == ExperimentMode.Resume && !exists ? DescribeMissing(files, layout) : FindAccessProblem(files, layout.Folder);
    }

    private static string DescribeMissing(IFileSystem files, ExperimentLayout layout)
    {
        var output = Path.GetDirectoryName(layout.Folder)!;
        string[] names =
        [
            .. files.List(output).Where(entry => entry.IsFolder).Select(entry => entry.Name).OrderDescending(StringComparer.Ordinal),
        ];
        var known =
            names.Length == 0
                ? "there is no experiment there"
                : $"the last ones there are {string.Join(", ", names.Take(NamedExperiments))}";
        return $"{layout.Folder} does not exist, so it cannot be resumed; {known}.{NearestName.Suggest(Path.GetFileName(layout.Folder), names)}";
    }

    private static string? FindAccessProblem(IFileSystem files, string? folder)
    {
        for (var path = folder; path is not null; path = Path.GetDirectoryName(path))
        {
            if (files.FileExists(path))
            {
                return $"{path} is a file and no folder; use another output folder.";
            }

            if (files.FolderExists(path))
            {
                return files.CanWriteIn(path)
                    ? null
                    : $"{path} cannot be written (no permission, or a read-only disk); use another output folder, or allow it.";
            }
        }

        return null;
    }
}
