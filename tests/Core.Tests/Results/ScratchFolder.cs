namespace ServeMulti.Results;

/// <summary>A folder for one test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("serve-multi-results-").FullName;

    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    /// <summary>Lists all files below a folder with their content, by path; <c>/</c> between names.</summary>
    public static SortedDictionary<string, string> Snapshot(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            files.Add(System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText(file));
        }

        return files;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
