namespace ServeMulti.Hosts;

/// <summary>The name of the processor, and who decides how fast it runs.</summary>
internal static class ProcessorFacts
{
    /// <summary>Returns the name that the processor gives itself; null where it gives none, as on ARM.</summary>
    public static string? FindName(HostFiles files) =>
        files
            .ReadLines("proc/cpuinfo")
            .Where(line => line.StartsWith("model name", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())
            .FirstOrDefault(name => name.Length > 0);

    /// <summary>Returns the governors of all processors, each once; null where there are none, as in most virtual machines.</summary>
    public static string? FindGovernors(HostFiles files)
    {
        string[] governors =
        [
            .. files
                .ListFolders("sys/devices/system/cpu", "cpu*")
                .Select(folder => files.TryReadLine(Path.Combine(folder, "cpufreq", "scaling_governor")))
                .OfType<string>()
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        return governors.Length == 0 ? null : string.Join(", ", governors);
    }
}
