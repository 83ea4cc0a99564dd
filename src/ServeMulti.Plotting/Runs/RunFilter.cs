using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>The operator of a filter.</summary>
public enum RunFilterOperator
{
    /// <summary><c>==</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;=</c></summary>
    AtMost,

    /// <summary><c>&gt;=</c></summary>
    AtLeast,

    /// <summary><c>&lt;</c></summary>
    Below,

    /// <summary><c>&gt;</c></summary>
    Above,
}

/// <summary>One condition on a run, such as <c>request_rate&lt;=5</c> or <c>model=='a,b'</c>. Immutable.</summary>
/// <remarks>
/// <c>==</c> and <c>!=</c> compare numbers if the target is a number (<c>inf</c> included), Booleans if it is <c>true</c> or <c>false</c>
/// in any spelling, and text otherwise; a run without a value equals nothing but empty text (<c>a==''</c>). The others compare numbers; a
/// run whose value is not a number does not pass.
/// </remarks>
public sealed record RunFilter
{
    private static readonly (string Text, RunFilterOperator Operator)[] Spellings =
    [
        ("==", RunFilterOperator.Equal),
        ("!=", RunFilterOperator.NotEqual),
        ("<=", RunFilterOperator.AtMost),
        (">=", RunFilterOperator.AtLeast),
        ("<", RunFilterOperator.Below),
        (">", RunFilterOperator.Above),
    ];

    private readonly double _number;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="key">The key.</param>
    /// <param name="comparison">The operator.</param>
    /// <param name="target">The value to compare with, without quotes.</param>
    /// <exception cref="InvalidInputException">The key is empty, or the operator needs a number and the target is not one.</exception>
    public RunFilter(string key, RunFilterOperator comparison, string target)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(target);
        (Key, Operator, Target) = (key, comparison, target);
        if (key.Length == 0)
        {
            throw new InvalidInputException($"The filter {QuotedText.Line(ToString())} has no key.");
        }

        var isNumber = CellNumber.TryRead(target, out _number);
        if (!isNumber && comparison is not (RunFilterOperator.Equal or RunFilterOperator.NotEqual))
        {
            throw new InvalidInputException(
                $"The filter {QuotedText.Line(ToString())} compares with {QuotedText.Of(target)}, which is not a number."
            );
        }
    }

    /// <summary>Gets the key.</summary>
    public string Key { get; }

    /// <summary>Gets the operator.</summary>
    public RunFilterOperator Operator { get; }

    /// <summary>Gets the value to compare with, without quotes.</summary>
    public string Target { get; }

    /// <summary>Parses filters that are separated by commas; quoted text may contain commas and operators.</summary>
    /// <param name="text">The text; empty: no filter.</param>
    /// <exception cref="InvalidInputException">A filter has no operator or no key, or its operator needs a number.</exception>
    public static IReadOnlyList<RunFilter> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. QuotedList.Split(text).Select(ParseOne)];
    }

    /// <summary>Returns whether a run passes.</summary>
    /// <param name="run">The run.</param>
    public bool Passes(RunValues run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var cell = run[Key];
        return Operator switch
        {
            RunFilterOperator.Equal => IsEqual(cell),
            RunFilterOperator.NotEqual => !IsEqual(cell),
            _ => CellNumber.TryRead(cell, out var value) && IsInOrder(value),
        };
    }

    /// <summary>Returns the filter as it is written.</summary>
    public override string ToString() => $"{Key}{Spellings.First(spelling => spelling.Operator == Operator).Text}{Target}";

    private static RunFilter ParseOne(string text)
    {
        var best = (Index: -1, Spelling: Spellings[0]);
        foreach (var spelling in Spellings)
        {
            var index = QuotedList.IndexOf(text, spelling.Text);
            if (index >= 0 && (best.Index < 0 || index < best.Index))
            {
                best = (index, spelling);
            }
        }

        return best.Index >= 0
            ? new RunFilter(
                QuotedList.Unquote(text[..best.Index]),
                best.Spelling.Operator,
                QuotedList.Unquote(text[(best.Index + best.Spelling.Text.Length)..])
            )
            : throw new InvalidInputException($"The filter {QuotedText.Of(text)} has no operator; it must be one of ==, !=, <=, >=, <, >.");
    }

    private bool IsEqual(ResultCell cell)
    {
        if (CellNumber.IsBoolean(cell, out var flag) && bool.TryParse(Target, out var wanted))
        {
            return flag == wanted;
        }

        return double.IsNaN(_number) ? cell.ToString() == Target : CellNumber.TryRead(cell, out var value) && value.Equals(_number);
    }

    private bool IsInOrder(double value) =>
        Operator switch
        {
            RunFilterOperator.AtMost => value <= _number,
            RunFilterOperator.AtLeast => value >= _number,
            RunFilterOperator.Below => value < _number,
            _ => value > _number,
        };
}
