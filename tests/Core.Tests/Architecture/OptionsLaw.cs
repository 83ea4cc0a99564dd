using System.Reflection;

namespace ServeMulti.Architecture;

/// <summary>
/// The rule for options: an options record takes every value, and what uses it refuses those that are out of range, all together, with an
/// <see cref="InvalidInputException"/>.
/// </summary>
internal static class OptionsLaw
{
    private static readonly string[] Endings = ["Options", "Rules", "Definition"];

    /// <summary>Returns the properties that refuse a value where it is set.</summary>
    public static IReadOnlyList<string> FindRefusals(Assembly package) =>
        [
            .. from type in package.GetExportedTypes()
            where
                Array.Exists(Endings, ending => type.Name.EndsWith(ending, StringComparison.Ordinal)) && type.GetConstructor([]) is not null
            from property in type.GetProperties()
            where property.SetMethod is { IsPublic: true }
            from value in BadValues(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
            where !Takes(type, property, value)
            select $"{type.Name}.{property.Name} = {value}",
        ];

    private static IEnumerable<object> BadValues(Type type) =>
        type switch
        {
            _ when type == typeof(int) => [int.MinValue, 0, int.MaxValue],
            _ when type == typeof(double) => [double.NaN, double.NegativeInfinity, -1.0, 2.0],
            _ when type == typeof(TimeSpan) => [TimeSpan.MinValue, TimeSpan.Zero, TimeSpan.MaxValue],
            _ => [],
        };

    private static bool Takes(Type type, PropertyInfo property, object value)
    {
        try
        {
            property.SetValue(Activator.CreateInstance(type), value);
            return true;
        }
        catch (TargetInvocationException)
        {
            return false;
        }
    }
}
