using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ServeMulti.Cli;

/// <summary>Looks at the processes of this machine.</summary>
internal static class ProcessTable
{
    /// <summary>Lists the living processes that have a variable in their environment, which all descendants inherit.</summary>
    public static IReadOnlyList<string> FindMarked(string variable)
    {
        var found = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            if (TryRead(Path.Combine(folder, "environ")).Split('\0').Contains($"{variable}=1"))
            {
                found.Add($"{Path.GetFileName(folder)}: {TryRead(Path.Combine(folder, "cmdline")).Replace('\0', ' ')}");
            }
        }

        return found;
    }

    /// <summary>Reads the process id of a line of <see cref="FindMarked"/>.</summary>
    public static int IdOf(string line) => int.Parse(line.AsSpan(0, line.IndexOf(':')), CultureInfo.InvariantCulture);

    /// <summary>Finds a process; null where it has ended.</summary>
    public static Process? TryFind(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Reads a file of a process, which may end while it is read; a zombie's are empty.</summary>
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
