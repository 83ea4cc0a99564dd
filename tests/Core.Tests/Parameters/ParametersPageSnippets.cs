namespace ServeMulti.Parameters;

/// <summary>The C# of docs/reference/parameters.md, line for line; a test compares the two.</summary>
internal static class ParametersPageSnippets
{
    public static ParameterSweep Initialisers()
    {
        var sweep = new ParameterSweep
        {
            new ParameterSet { { "max_num_seqs", 8 }, { "enable_prefix_caching", true } },
            new ParameterSet { { "gpu_memory_utilization", 0.9 }, { "dtype", "auto" } },
            new ParameterSet("large") { { "max_num_seqs", 64 } }, // with a name
        };
        return sweep;
    }

    public static IReadOnlyList<ParameterSweep> Combinations()
    {
        var grid = ParameterSweep.Grid(("max_num_seqs", [8, 16]), ("enable_prefix_caching", [true, false])); // 4 sets
        var pairs = ParameterSweep.Zip(("random_input_len", [64, 1024]), ("random_output_len", [512, 32])); // 2 sets
        var both = ParameterSweep.Product(grid, pairs); // 8 sets
        return [grid, pairs, both];
    }
}
