using System.Text;

namespace ServeMulti.Parameters;

/// <summary>Prints the members of a record as the compiler does, but commands without their secrets: a record ends up in logs and test
/// output.</summary>
internal static class RecordText
{
    /// <summary>Returns the name of a record and its members.</summary>
    public static string Of(string record, params ReadOnlySpan<(string Name, object? Value)> members)
    {
        var text = new StringBuilder(record).Append(" {");
        foreach (var (name, value) in members)
        {
            text.Append(' ').Append(name).Append(" = ").Append(Hide(value)).Append(',');
        }

        text.Length--;
        return text.Append(" }").ToString();
    }

    private static object? Hide(object? value) =>
        value switch
        {
            CommandLine command => command.Redact(),
            // The values of an environment are nobody's business.
            IReadOnlyDictionary<string, string?> environment => string.Join(' ', environment.Keys),
            _ => value,
        };
}
