using System.Text;

namespace ServeMulti.Simulation.Prompts;

/// <summary>The words of an answer: the same prompt always gets the same ones. Each token is a space and a word of plain ASCII.</summary>
internal static class AnswerText
{
    private static readonly byte[][] Words =
    [
        .. (
            "a able about above across after again all along also among and another any are around as ask at away back be because before "
            + "begin below best better between both bring but by call can change come could day did different do does done down each early "
            + "end enough even every few find first follow for found from full gave get give go good great grow had half hand has have he "
            + "head hear help her here high him his home how idea if in into is it its just keep kind know large last late learn leave left "
            + "less let life light like line little live long look made make many"
        )
            .Split(' ')
            .Select(static word => Encoding.UTF8.GetBytes(' ' + word)),
    ];

    /// <summary>Returns the token at <paramref name="index"/>, in UTF-8, with its leading space; it needs no escaping in JSON.</summary>
    public static ReadOnlySpan<byte> Token(ulong promptHash, int index)
    {
        var mixed = (promptHash ^ (uint)index) * 0x9E3779B97F4A7C15;
        return Words[(int)((mixed >> 40) % (ulong)Words.Length)];
    }
}
