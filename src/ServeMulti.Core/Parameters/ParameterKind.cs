namespace ServeMulti.Parameters;

/// <summary>The JSON type of a parameter's value; two values of different kinds are different values, also when they are spelled
/// alike.</summary>
public enum ParameterKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A number: an integer of any size or a 64-bit floating point number.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A JSON array or object.</summary>
    Json,
}
