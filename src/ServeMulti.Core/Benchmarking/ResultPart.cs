namespace ServeMulti.Benchmarking;

/// <summary>One result in a file of several, or a line that holds none. Immutable.</summary>
public sealed class ResultPart
{
    private readonly ReadOnlyMemory<byte> _json;
    private readonly ResultDocument? _document;

    internal ResultPart(int line, ReadOnlyMemory<byte> json) => (Line, _json) = (line, json);

    internal ResultPart(int line, ResultDocument document) => (Line, _document) = (line, document);

    internal ResultPart(int line, string problem) => (Line, Problem) = (line, problem);

    /// <summary>Gets the line of the file in which the result starts, from 1.</summary>
    public int Line { get; }

    /// <summary>Gets why the line holds no result, without a full stop, such as <c>it is cut off or no JSON</c>; null if it holds a JSON
    /// object.</summary>
    public string? Problem { get; }

    /// <summary>Reads the result.</summary>
    /// <exception cref="FormatException">The line holds no JSON object, or one with text that is not valid Unicode.</exception>
    public ResultDocument ReadDocument() =>
        Problem is null ? _document ?? ResultDocument.Parse(_json) : throw new FormatException($"Line {Line} holds no result: {Problem}.");
}
