namespace ServeMulti.Results.Folder;

/// <summary>Says whether the runs of an experiment come from machines that differ. What servers say of themselves is another matter: it may
/// differ from configuration to configuration.</summary>
internal static class MachineDifferences
{
    /// <summary>The fact that names the machines of an experiment that was merged.</summary>
    public const string Machine = "machine";

    private const string ContainerLimit = "container limit";

    private static readonly string[] Names =
    [
        "GPU clocks",
        "GPU driver",
        "GPUs",
        "governor",
        "kernel",
        "memory",
        "operating system",
        "processor",
        "processors",
    ];

    /// <summary>Returns whether a fact is one of a machine.</summary>
    public static bool IsOfMachine(string name) => Names.Contains(name) || name.StartsWith(ContainerLimit, StringComparison.Ordinal);

    /// <summary>Describes the difference in one line; null where there is none.</summary>
    public static string? Describe(StoredFacts facts)
    {
        const string Consequence = "a difference between two configurations may be one between their machines.";
        var machines = facts.Values(Machine);
        var differences = facts.Divided.Where(IsOfMachine).Select(name => $"{name}: {string.Join(" | ", facts.Values(name))}").ToArray();
        return differences.Length > 0
                ? $"the runs come from machines that differ ({string.Join("; ", [.. Named(machines), .. differences])}): {Consequence}"
            : machines.Count > 1
                ? $"the runs come from several machines ({string.Join(", ", machines)}), which are alike as far as is known: {Consequence}"
            : null;
    }

    private static string[] Named(IReadOnlyCollection<string> machines) => machines.Count > 1 ? [string.Join(", ", machines)] : [];
}
