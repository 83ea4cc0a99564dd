using System.Collections;

namespace ServeMulti.Parameters;

/// <summary>An ordered list of parameter sets: the values that a sweep tries, one after the other.</summary>
public sealed class ParameterSweep : IReadOnlyList<ParameterSet>
{
    /// <summary>Gets the sweep of one empty set: the command as it is.</summary>
    public static ParameterSweep Unchanged => throw new NotImplementedException();

    /// <inheritdoc/>
    public int Count => throw new NotImplementedException();

    /// <inheritdoc/>
    public ParameterSet this[int index] => throw new NotImplementedException();

    /// <summary>Reads a parameter file: a JSON list of objects, or an object of named objects.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or its content is not a parameter sweep.</exception>
    public static ParameterSweep Load(string path) => throw new NotImplementedException();

    /// <summary>Parses the text of a parameter file.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What messages call the text: a path, usually.</param>
    public static ParameterSweep Parse(string json, string source) => throw new NotImplementedException();

    /// <inheritdoc/>
    public IEnumerator<ParameterSet> GetEnumerator() => throw new NotImplementedException();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
