namespace ServeMulti.Cli.Options;

/// <summary>Collects what is wrong with the input, so that all of it is told together, one line each.</summary>
internal sealed class InputProblems
{
    private readonly List<string> _lines = [];

    public void Add(string problem) => _lines.Add(problem);

    /// <summary>Reads something; where it is refused, the problems are kept and the fallback is returned.</summary>
    /// <param name="read">What to read.</param>
    /// <param name="fallback">What stands in, so that the rest of the input can be looked at too.</param>
    /// <param name="source">Put before each problem; null: nothing.</param>
    public T Read<T>(Func<T> read, T fallback, string? source = null)
    {
        try
        {
            return read();
        }
        catch (InvalidInputException exception)
        {
            _lines.AddRange(exception.Problems.Select(problem => source is null ? problem : $"{source}: {problem}"));
            return fallback;
        }
    }

    /// <summary>Refuses the input where anything is wrong with it; what is known besides is told too.</summary>
    public void ThrowIfAny(IEnumerable<string> besides)
    {
        if (_lines.Count > 0)
        {
            throw new InvalidInputException(_lines.Concat(besides));
        }
    }
}
