namespace ServeMulti.Cli.Options;

/// <summary>Collects the problems of the input, so that all of them are reported together, one line each.</summary>
internal sealed class InputProblems
{
    private readonly List<string> _lines = [];

    public void Add(string problem) => _lines.Add(problem);

    /// <summary>Reads a value. If it is invalid, stores its problems and returns the fallback.</summary>
    /// <param name="read">Reads the value.</param>
    /// <param name="fallback">The value to use instead, so that the rest of the input can be checked too.</param>
    /// <param name="source">A prefix for each problem; optional.</param>
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

    /// <summary>Throws if there are problems. The exception also contains the given ones.</summary>
    /// <param name="besides">Further problems.</param>
    public void ThrowIfAny(IReadOnlyList<string> besides)
    {
        if (_lines.Count + besides.Count > 0)
        {
            throw new InvalidInputException(_lines.Concat(besides));
        }
    }
}
