using System.Text.Json;
#if NET9_0_OR_GREATER
using System.Runtime.InteropServices;
#else
using System.Text;
#endif

namespace ServeMulti.Parameters;

/// <summary>The text of a value as it was read: numbers digit for digit, escapes as they were written.</summary>
internal static class RawJson
{
    /// <summary>Returns the text, valid as long as the element's document.</summary>
    public static ReadOnlySpan<byte> Of(JsonElement element) =>
#if NET9_0_OR_GREATER
        JsonMarshal.GetRawUtf8Value(element);
#else
        // System.Text.Json 8 returns it as UTF-16 alone.
        Encoding.UTF8.GetBytes(element.GetRawText());
#endif
}
