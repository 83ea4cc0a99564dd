namespace ServeMulti.Plotting.Runs;

/// <summary>The folders and files that are read, and how what is in them is called.</summary>
internal sealed class ResultRoots
{
    private readonly string[] _labels;

    /// <param name="paths">The paths, at least one.</param>
    /// <exception cref="InvalidInputException">A path is given twice, or lies in another one.</exception>
    public ResultRoots(IReadOnlyList<string> paths)
    {
        string[] roots = [.. paths.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))];
        foreach (var (root, index) in roots.Select((root, index) => (root, index)))
        {
            if (roots.Take(index).Contains(root))
            {
                throw new InvalidInputException($"{root} is given twice; give each experiment once.");
            }

            if (Array.Find(roots, other => IsIn(root, other)) is { } outer)
            {
                throw new InvalidInputException($"{root} is in {outer}, which is given too; give one of them.");
            }
        }

        Paths = roots;
        _labels = [.. roots.Select(root => Label(root, roots))];
    }

    public IReadOnlyList<string> Paths { get; }

    /// <summary>Returns the name of a root among several: the shortest end of its path that no other has.</summary>
    public string LabelOf(string path) => _labels[Find(path)];

    /// <summary>Returns the name of something that was read: its path within its root, behind the name of the root if there are
    /// several.</summary>
    public string NameOf(string path)
    {
        var root = Find(path);
        return path == Paths[root] ? (Paths.Count == 1 ? Path.GetFileName(path) : _labels[root])
            : Path.GetRelativePath(Paths[root], path).Replace(Path.DirectorySeparatorChar, '/') is var inside && Paths.Count == 1 ? inside
            : $"{_labels[root]}/{inside}";
    }

    /// <summary>Returns what stands before the path of a file in a folder that is not the only root; else nothing.</summary>
    public string PlaceOf(string folder) => Paths.Count == 1 && folder == Paths[0] ? "" : $"{NameOf(folder)}/";

    private int Find(string path) => Math.Max(0, Paths.ToList().FindIndex(root => path == root || IsIn(path, root)));

    private static bool IsIn(string path, string folder) =>
        path.Length > folder.Length
        && path.StartsWith(folder, StringComparison.Ordinal)
        && (path[folder.Length] == Path.DirectorySeparatorChar || folder.EndsWith(Path.DirectorySeparatorChar));

    private static string Label(string root, string[] roots)
    {
        var parts = root.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (var count = 1; count < parts.Length; count++)
        {
            var end = string.Join('/', parts[^count..]);
            if (
                !roots.Any(other =>
                    other != root && other.Replace(Path.DirectorySeparatorChar, '/').EndsWith("/" + end, StringComparison.Ordinal)
                )
            )
            {
                return end;
            }
        }

        return root;
    }
}
