namespace ServeMulti.Parameters;

/// <summary>The value of one parameter, with its JSON type.</summary>
public sealed class ParameterValue : IEquatable<ParameterValue>
{
    private ParameterValue(ParameterKind kind, string text)
    {
        Kind = kind;
        Text = text;
    }

    /// <summary>Gets the JSON type.</summary>
    public ParameterKind Kind { get; }

    /// <summary>Gets the value as Python's <c>str</c> spells it (<c>True</c>, <c>0.7</c>, <c>1e-05</c>, <c>inf</c>); arrays and objects as JSON.</summary>
    public string Text { get; }

    /// <summary>Converts a Boolean.</summary>
    public static implicit operator ParameterValue(bool value) => new(ParameterKind.Boolean, value ? "True" : "False");

    /// <summary>Converts text.</summary>
    public static implicit operator ParameterValue(string value) => new(ParameterKind.Text, value);

    /// <summary>Converts an integer.</summary>
    public static implicit operator ParameterValue(long value) => throw new NotImplementedException();

    /// <summary>Converts a floating point number.</summary>
    public static implicit operator ParameterValue(double value) => throw new NotImplementedException();

    /// <summary>Returns the value as JSON, from which the same value can be read again.</summary>
    public string ToJson() => throw new NotImplementedException();

    /// <inheritdoc/>
    public bool Equals(ParameterValue? other) => other is not null && Kind == other.Kind && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ParameterValue);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
