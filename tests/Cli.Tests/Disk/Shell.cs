using System.Diagnostics;

namespace ServeMulti.Cli.Disk;

/// <summary>What only the superuser can do to a disk, by the system's own programs.</summary>
internal static class Shell
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(1);

    /// <summary>Runs a script as the user of the tests; returns what it wrote to standard error, null where it exited with 0.</summary>
    public static string? TryRun(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(HangLimit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{script}' did not end.");
        }

        return process.ExitCode == 0 ? null : $"{script}: {error.GetAwaiter().GetResult().Trim()}";
    }

    /// <summary>Runs a script that must work.</summary>
    public static void Run(string script) => Assert.That(TryRun(script), Is.Null);

    /// <summary>Runs a script, or says that the test cannot be done here.</summary>
    public static void RunOrIgnore(string script, string need)
    {
        if (TryRun(script) is { } problem)
        {
            Assert.Ignore($"Not tested here, for want of {need}: {problem}");
        }
    }

    public static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
