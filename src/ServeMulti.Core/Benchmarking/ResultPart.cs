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

    /// <summary>Finds the results in a file of JSON lines, JSON objects one after another, or a JSON list of objects. A result that was cut
    /// off costs none of the others.</summary>
    /// <param name="utf8Json">The text of the file; it must not change as long as the parts are used.</param>
    /// <returns>The results and the lines that hold something else, in the order of their lines.</returns>
    public static IReadOnlyList<ResultPart> Split(ReadOnlyMemory<byte> utf8Json) => ResultFile.Split(utf8Json);

    /// <summary>Reads the result.</summary>
    /// <exception cref="InvalidInputException">The line holds no JSON object, or one with text that is not valid Unicode.</exception>
    public ResultDocument ReadDocument() =>
        Problem is null
            ? _document ?? ResultDocument.Parse(_json)
            : throw new InvalidInputException($"Line {Line} holds no result: {Problem}.");
}
