using System.Globalization;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>An input that broke a law.</summary>
/// <param name="Target">Which reader it broke.</param>
/// <param name="Seed">The seed of the run in which it was made.</param>
/// <param name="Input">The input, as small as it could be made.</param>
/// <param name="Exception">What happened.</param>
internal sealed record FuzzFailure(FuzzTarget Target, int Seed, byte[] Input, Exception Exception)
{
    private const int LongestShown = 20_000;

    public override string ToString()
    {
        var shown = Input.AsSpan(0, Math.Min(Input.Length, LongestShown)).ToArray();
        var text = FuzzText.FromBytes(shown);
        var isText = shown.Length == Input.Length && FuzzText.ToBytes(text).AsSpan().SequenceEqual(Input);
        return string.Join(
            Environment.NewLine,
            string.Create(CultureInfo.InvariantCulture, $"{Target.Name}: broken by {Input.Length} bytes (seed {Seed})"),
            $"  {(isText ? "text" : "about")}   {FuzzText.ToLiteral(text)}",
            $"  base64 {Convert.ToBase64String(shown)}",
            $"  {Exception}"
        );
    }
}
