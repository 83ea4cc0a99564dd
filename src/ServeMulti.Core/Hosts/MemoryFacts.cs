using System.Globalization;

namespace ServeMulti.Hosts;

/// <summary>The memory of the machine.</summary>
internal static class MemoryFacts
{
    private const double Gibi = 1L << 30;

    /// <summary>Returns the size of the memory.</summary>
    public static string? FindSize(HostFiles files)
    {
        var line = files.ReadLines("proc/meminfo").FirstOrDefault(one => one.StartsWith("MemTotal:", StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kibibytes, ..] && TryParse(kibibytes, out var size)
                ? Spell(size * 1024)
            : line is null && !OperatingSystem.IsLinux() ? Spell(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            : null;
    }

    /// <summary>Spells a size in whole GiB: the system takes some of the memory for itself, and not always the same.</summary>
    public static string Spell(double bytes) =>
        bytes < 2 * Gibi
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):0} MiB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / Gibi:0} GiB");

    public static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
