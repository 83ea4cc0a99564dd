using System.Diagnostics;

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

    /// <summary>Makes a named pipe. Nobody reads or writes it, so who opens it as a file waits for ever.</summary>
    public static void MakePipe(string path)
    {
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        if (made.ExitCode != 0)
        {
            throw new InvalidOperationException($"mkfifo ended with {made.ExitCode}.");
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
