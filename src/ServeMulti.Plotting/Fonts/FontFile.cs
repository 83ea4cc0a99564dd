using System.Buffers.Binary;

namespace ServeMulti.Plotting.Fonts;

/// <summary>The widths of a TrueType font's characters, read from the font itself.</summary>
internal sealed class FontFile
{
    private readonly Dictionary<int, double> _advances = [];

    private FontFile(byte[] data)
    {
        Data = data;
        var unitsPerEm = (double)U16(FindTable("head") + 18);
        var metrics = FindTable("hmtx");
        var metricCount = U16(FindTable("hhea") + 34);
        foreach (var (character, glyph) in ReadCharacters())
        {
            _advances[character] = U16(metrics + (4 * Math.Min(glyph, metricCount - 1))) / unitsPerEm;
        }
    }

    public static FontFile Regular { get; } = Load("Arimo-Regular.ttf");

    public static FontFile Bold { get; } = Load("Arimo-Bold.ttf");

    public byte[] Data { get; }

    public static FontFile OfWeight(double weight) => weight > 500 ? Bold : Regular;

    public bool Has(int character) => _advances.ContainsKey(character);

    /// <summary>Finds the advance width of a character, in units of the font size; false if the font does not have it.</summary>
    public bool TryFindAdvance(int character, out double advance) => _advances.TryGetValue(character, out advance);

    private static FontFile Load(string name)
    {
        using var stream = typeof(FontFile).Assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return new FontFile(copy.ToArray());
    }

    /// <summary>Reads the character map in its format 4: segments of characters that follow each other.</summary>
    private IEnumerable<(int Character, int Glyph)> ReadCharacters()
    {
        var map = FindTable("cmap");
        var start = Enumerable
            .Range(0, U16(map + 2))
            .Select(index => map + (int)U32(map + 4 + (8 * index) + 4))
            .First(table => U16(table) == 4);
        var segments = U16(start + 6) / 2;
        for (var segment = 0; segment < segments; segment++)
        {
            var last = U16(start + 14 + (2 * segment));
            var first = U16(start + 16 + (2 * (segments + segment)));
            var delta = U16(start + 16 + (2 * ((2 * segments) + segment)));
            var offsetPlace = start + 16 + (2 * ((3 * segments) + segment));
            var offset = U16(offsetPlace);
            for (var character = first; character <= last && character != 0xFFFF; character++)
            {
                var glyph = offset == 0 ? character + delta : U16(offsetPlace + offset + (2 * (character - first)));
                glyph = offset != 0 && glyph != 0 ? glyph + delta : glyph;
                if ((glyph & 0xFFFF) != 0)
                {
                    yield return (character, glyph & 0xFFFF);
                }
            }
        }
    }

    private int FindTable(string tag)
    {
        for (var index = 0; index < U16(4); index++)
        {
            var record = 12 + (16 * index);
            if (tag.Select((c, place) => Data[record + place] == c).All(isSame => isSame))
            {
                return (int)U32(record + 8);
            }
        }

        throw new InvalidOperationException($"The font has no table '{tag}'.");
    }

    private int U16(int offset) => BinaryPrimitives.ReadUInt16BigEndian(Data.AsSpan(offset));

    private uint U32(int offset) => BinaryPrimitives.ReadUInt32BigEndian(Data.AsSpan(offset));
}
