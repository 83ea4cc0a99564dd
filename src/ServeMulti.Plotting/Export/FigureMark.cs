using System.Text;

namespace ServeMulti.Plotting.Export;

/// <summary>What shows, in each format, that ServeMulti drew a picture.</summary>
internal static class FigureMark
{
    /// <summary>The name under which a PDF document states its program.</summary>
    public const string Creator = "ServeMulti";

    /// <summary>The fonts of every SVG picture.</summary>
    public const string SvgFonts = "Arimo,'Liberation Sans',Arial,Helvetica,sans-serif";

    /// <summary>The signature of a PNG picture and its first chunk, behind which others may follow.</summary>
    private const int PngHead = 8 + 25;

    public static readonly byte[] Svg = Encoding.UTF8.GetBytes($"font-family=\"{SvgFonts}\"");

    public static readonly byte[] Png = [.. "Software\0ServeMulti"u8];

    public static readonly byte[] Pdf = [.. "/Creator (ServeMulti)"u8];

    /// <summary>A PNG chunk of text: its length, its type, the text, and the CRC-32 of the last two.</summary>
    public static readonly byte[] PngChunk = [0, 0, 0, 19, .. "tEXt"u8, .. Png, 0x84, 0x17, 0xE0, 0x82];

    /// <summary>Writes a PNG picture with the name of the program that drew it, as the format provides for.</summary>
    public static void WritePng(ReadOnlySpan<byte> picture, Stream stream)
    {
        stream.Write(picture[..PngHead]);
        stream.Write(PngChunk);
        stream.Write(picture[PngHead..]);
    }
}
