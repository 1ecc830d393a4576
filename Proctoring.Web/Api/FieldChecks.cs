using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Proctoring.Web.Api;

/// <summary>Checks the fields of a body by their annotations, and names the first that is missing or wrong as the caller wrote it.</summary>
internal static class FieldChecks
{
    /// <summary>Checks an object and what is in its lists.</summary>
    /// <exception cref="Core.Integration.CallRefusedException">A field is missing or wrong.</exception>
    public static void Check(object body, string path)
    {
        foreach (var property in body.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var (name, value) = (path + ApiJson.Name(property.Name), property.GetValue(body));
            if (Mistake(property, value) is { } mistake)
                throw Core.Integration.CallRefusedException.Invalid($"{name} {mistake}");
            if (value is not (string or null) and IEnumerable list)
                CheckList(list, name);
        }
    }

    /// <summary>What a field of a body should be: "must be a string".</summary>
    public static string Expected(Type type, string field)
    {
        foreach (var step in field.Split('.'))
        {
            var name = step.Split('[')[0];
            if (type.GetProperties().FirstOrDefault(property => ApiJson.Name(property.Name) == name) is not { } property)
                return "has the wrong type";
            type = property.PropertyType;
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            {
                if (!step.Contains('[', StringComparison.Ordinal))
                    return "must be a list";
                type = type.GetGenericArguments()[0];
            }
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? "must be a string"
            : type == typeof(int) ? "must be a whole number"
            : type == typeof(DateTimeOffset) ? "must be a time in ISO 8601, such as 2026-11-25T10:00:00Z"
            : type == typeof(bool) ? "must be true or false"
            : "must be an object";
    }

    static void CheckList(IEnumerable list, string name)
    {
        var index = 0;
        foreach (var entry in list)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{name}[{index++}]");
            Check(entry ?? throw Core.Integration.CallRefusedException.Invalid($"{at} must be an object"), at + ".");
        }
    }

    static string? Mistake(PropertyInfo property, object? value)
    {
        if (value is null || (value is string blank && string.IsNullOrWhiteSpace(blank)))
            return property.IsDefined(typeof(RequiredAttribute)) ? "is required" : null;
        // A database takes no zero byte in a text, and nobody's name has a bell in it.
        if (value is string text && text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')))
            return "has control characters in it";
        if (value is string tooLong && property.GetCustomAttribute<MaxLengthAttribute>() is { } most && tooLong.Length > most.Length)
            return string.Create(CultureInfo.InvariantCulture, $"is longer than {most.Length} characters");
        if (value is ICollection many && property.GetCustomAttribute<MaxLengthAttribute>() is { } count && many.Count > count.Length)
            return string.Create(CultureInfo.InvariantCulture, $"has more than {count.Length} entries");
        return value is int number && property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(number)
            ? string.Create(CultureInfo.InvariantCulture, $"must be from {range.Minimum} to {range.Maximum}")
            : null;
    }
}
