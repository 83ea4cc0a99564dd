namespace ServeMulti.Plotting.Runs;

/// <summary>A folder for one test; it goes with it.</summary>
internal sealed class ResultFolder : IDisposable
{
    public ResultFolder() => Path = Directory.CreateTempSubdirectory("servemulti-plotting-").FullName;

    public string Path { get; }

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
