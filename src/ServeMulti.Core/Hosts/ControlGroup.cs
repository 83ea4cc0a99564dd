using System.Globalization;

namespace ServeMulti.Hosts;

/// <summary>The limits that the control groups of this process set, which are those of its container: of version 2, else of version
/// 1.</summary>
internal static class ControlGroup
{
    // Version 1 spells "no limit" as the largest number of whole pages.
    private const double NoLimit = 1L << 60;

    /// <summary>Returns the limits by name; none where nothing is limited.</summary>
    public static IEnumerable<KeyValuePair<string, string>> FindLimits(HostFiles files)
    {
        string[] places = [.. ListPlaces(files)];
        var processors = places.Select(place => FindProcessors(files, place)).OfType<double>().DefaultIfEmpty(double.NaN).Min();
        if (double.IsFinite(processors))
        {
            yield return new("container limit of processors", processors.ToString("0.##", CultureInfo.InvariantCulture));
        }

        var memory = places.Select(place => FindMemory(files, place)).OfType<double>().DefaultIfEmpty(double.NaN).Min();
        if (double.IsFinite(memory))
        {
            yield return new("container limit of memory", MemoryFacts.Spell(memory));
        }
    }

    /// <summary>Lists the folders of the group of this process and of those above it: the strictest limit holds. In a container the path is
    /// often that of the host, and what is mounted is the group itself.</summary>
    private static IEnumerable<string> ListPlaces(HostFiles files)
    {
        const string Root = "sys/fs/cgroup";
        foreach (var line in files.ReadLines("proc/self/cgroup"))
        {
            if (line.Split(':', 3) is not [_, var controllers, var path])
            {
                continue;
            }

            foreach (
                var mount in controllers.Length == 0 ? [Root] : controllers.Split(',').Append(controllers).Select(one => $"{Root}/{one}")
            )
            {
                for (var place = path.Trim('/'); place.Length > 0; place = Path.GetDirectoryName(place) ?? "")
                {
                    yield return $"{mount}/{place}";
                }

                yield return mount;
            }
        }
    }

    private static double? FindProcessors(HostFiles files, string place) =>
        files.TryReadLine($"{place}/cpu.max")?.Split(' ') is [var quota, var period] ? Divide(quota, period)
        : files.TryReadLine($"{place}/cpu.cfs_quota_us") is { } old && files.TryReadLine($"{place}/cpu.cfs_period_us") is { } oldPeriod
            ? Divide(old, oldPeriod)
        : null;

    private static double? FindMemory(HostFiles files, string place) =>
        (files.TryReadLine($"{place}/memory.max") ?? files.TryReadLine($"{place}/memory.limit_in_bytes")) is { } text
        && MemoryFacts.TryParse(text, out var limit)
        && limit < NoLimit
            ? limit
            : null;

    /// <returns>Null for a quota of "max" or -1, which is none.</returns>
    private static double? Divide(string quota, string period) =>
        MemoryFacts.TryParse(quota, out var time) && MemoryFacts.TryParse(period, out var whole) && whole > 0 ? time / whole : null;
}
