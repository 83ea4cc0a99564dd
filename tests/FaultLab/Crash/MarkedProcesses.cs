using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ServeMulti.FaultLab.Crash;

/// <summary>Finds processes by a variable in their environment, which all descendants inherit.</summary>
internal static class MarkedProcesses
{
    /// <summary>Lists the living ones: id and command line. A zombie's environment is empty.</summary>
    public static IReadOnlyList<(int Id, string Command)> Find(string variable)
    {
        var found = new List<(int, string)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && TryRead(Path.Combine(folder, "environ")).Split('\0').Contains($"{variable}=1")
            )
            {
                found.Add((id, TryRead(Path.Combine(folder, "cmdline")).Replace('\0', ' ')));
            }
        }

        return found;
    }

    /// <summary>Kills them all, so that a point which failed does not spoil the next one.</summary>
    public static void Kill(string variable)
    {
        for (var round = 0; round < 100 && Find(variable) is { Count: > 0 } living; round++)
        {
            foreach (var (id, _) in living)
            {
                try
                {
                    using var process = Process.GetProcessById(id);
                    process.Kill();
                }
                catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
                {
                    // It has ended by itself.
                }
            }
        }
    }

    private static string TryRead(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
