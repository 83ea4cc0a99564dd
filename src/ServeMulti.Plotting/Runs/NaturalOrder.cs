namespace ServeMulti.Plotting.Runs;

/// <summary>Sorts text so that <c>load=9</c> comes before <c>load=10</c>, independent of the culture.</summary>
internal static class NaturalOrder
{
    public static int Compare(string left, string right)
    {
        var (i, j) = (0, 0);
        while (i < left.Length && j < right.Length)
        {
            var order =
                char.IsAsciiDigit(left[i]) && char.IsAsciiDigit(right[j])
                    ? CompareDigits(left, ref i, right, ref j)
                    : left[i++].CompareTo(right[j++]);
            if (order != 0)
            {
                return order;
            }
        }

        var rest = (left.Length - i).CompareTo(right.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(left, right);
    }

    private static int CompareDigits(string left, ref int i, string right, ref int j)
    {
        var (a, b) = (TakeDigits(left, ref i), TakeDigits(right, ref j));
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
    }

    private static string TakeDigits(string text, ref int index)
    {
        var start = index;
        while (index < text.Length && char.IsAsciiDigit(text[index]))
        {
            index++;
        }

        return text[start..index].TrimStart('0');
    }
}
