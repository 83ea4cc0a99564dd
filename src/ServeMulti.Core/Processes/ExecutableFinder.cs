using System.Diagnostics.CodeAnalysis;
using ServeMulti.Native;

namespace ServeMulti.Processes;

/// <summary>Finds the file that a command's executable names, as starting it would.</summary>
internal static class ExecutableFinder
{
    /// <summary>Returns why an executable cannot be started.</summary>
    /// <param name="executable">A path, or a name to look up in <c>PATH</c>.</param>
    /// <returns>One line that names the executable and says what to do; null if it was found.</returns>
    public static string? FindProblem(string executable) => TryFind(executable, out _, out var problem) ? null : problem;

    /// <summary>Finds an executable.</summary>
    /// <param name="executable">A path, absolute or relative to <paramref name="workingDirectory"/>, or a name to look up in
    /// <paramref name="searchPath"/>.</param>
    /// <param name="path">The full path; null if there is none.</param>
    /// <param name="problem">One line that says why there is none; null if it was found.</param>
    /// <param name="workingDirectory">The folder the child starts in; null (the default): the host's.</param>
    /// <param name="searchPath">The folders to look in, separated as in <c>PATH</c>; null (the default): the host's <c>PATH</c>.</param>
    /// <returns>Whether there is a file that may be executed.</returns>
    public static bool TryFind(
        string executable,
        [NotNullWhen(true)] out string? path,
        [NotNullWhen(false)] out string? problem,
        string? workingDirectory = null,
        string? searchPath = null
    )
    {
        ArgumentNullException.ThrowIfNull(executable);
        path = null;
        problem = null;
        var folder = Path.GetFullPath(workingDirectory ?? Environment.CurrentDirectory);
        var isPath = executable.AsSpan().IndexOfAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) >= 0;
        if (workingDirectory is not null && !Directory.Exists(folder))
        {
            problem = $"'{executable}' cannot be started: its working folder '{folder}' does not exist.";
        }
        else if (executable.Length == 0 || executable.Contains('\0', StringComparison.Ordinal))
        {
            problem = "A command's executable must not be empty nor hold a NUL character.";
        }
        else if (isPath)
        {
            var full = Path.GetFullPath(executable, folder);
            path = FindIn(full);
            problem = path is not null ? null : DescribeMissing(executable, full);
        }
        else
        {
            var folders = searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "";
            path = Split(folders)
                .Select(searched => FindIn(Path.Combine(folder, searched, executable)))
                .FirstOrDefault(found => found is not null);
            problem = path is not null ? null : $"No executable '{executable}' was found in PATH. Install it, or give its path.";
        }

        return path is not null;
    }

    private static string[] Split(string searchPath) => searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static string? FindIn(string full) => Spellings(full).FirstOrDefault(IsExecutable);

    private static IEnumerable<string> Spellings(string full)
    {
        yield return full;
        if (OperatingSystem.IsWindows())
        {
            foreach (var extension in Split(Environment.GetEnvironmentVariable("PATHEXT") ?? ".COM;.EXE;.BAT;.CMD"))
            {
                yield return full + extension;
            }
        }
    }

    private static bool IsExecutable(string full) =>
        File.Exists(full) && (OperatingSystem.IsWindows() ? Path.HasExtension(full) : Libc.MayExecute(full));

    private static string DescribeMissing(string executable, string full) =>
        File.Exists(full)
            ? $"'{executable}' may not be executed: '{full}' lacks the permission. Allow it (chmod +x), or name its interpreter."
        : Directory.Exists(full) ? $"'{executable}' is a folder, not an executable."
        : $"The executable '{executable}' does not exist ('{full}').";
}
