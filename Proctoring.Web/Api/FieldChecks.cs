using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>
/// Checks the fields of a body by their annotations, and reports all mistakes at once, each by the field's name on the wire.
/// </summary>
internal static class FieldChecks
{
    /// <summary>The most mistakes in one error: a list of 500 bad entries needs no 500 sentences.</summary>
    const int MostReported = 10;

    /// <summary>Checks an object and the entries of its lists.</summary>
    /// <exception cref="CallRefusedException">A field is missing or wrong.</exception>
    public static void Check(object body)
    {
        var mistakes = Mistakes(body, "").Take(MostReported + 1).ToList();
        if (mistakes.Count > 0)
            throw CallRefusedException.Of(
                [.. mistakes.Take(MostReported)],
                mistakes.Count > MostReported ? "and further mistakes" : null
            );
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
            : type == typeof(DateTimeOffset) ? ApiTime.Form
            : type == typeof(bool) ? "must be true or false"
            : type.IsEnum ? $"must be one of {string.Join(", ", Enum.GetNames(type).Select(ApiJson.Name))}"
            : "must be an object";
    }

    static IEnumerable<FieldMistake> Mistakes(object body, string path)
    {
        foreach (
            var property in body.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite)
        )
        {
            var (name, value) = (path + ApiJson.Name(property.Name), property.GetValue(body));
            if (Mistake(property, value) is { } mistake)
                yield return new FieldMistake(name, mistake);
            else if (value is not (string or null) and IEnumerable list)
            {
                foreach (var entry in ListMistakes(list, name, property.PropertyType))
                    yield return entry;
            }
        }
    }

    static IEnumerable<FieldMistake> ListMistakes(IEnumerable list, string name, Type type)
    {
        var (index, ofTexts) = (0, type.GenericTypeArguments is [var entries] && entries == typeof(string));
        foreach (var entry in list)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{name}[{index++}]");
            if (entry is null)
            {
                yield return new FieldMistake(at, ofTexts ? "must be a string" : "must be an object");
                continue;
            }

            foreach (var mistake in Mistakes(entry, at + "."))
                yield return mistake;
        }
    }

    static string? Mistake(PropertyInfo property, object? value)
    {
        if (value is null || (value is string blank && string.IsNullOrWhiteSpace(blank)))
            return property.IsDefined(typeof(RequiredAttribute)) ? "is required" : null;
        if (value is string text && CharacterMistake(property, text) is { } mistake)
            return mistake;
        if (value is string tooLong && property.GetCustomAttribute<MaxLengthAttribute>() is { } most && tooLong.Length > most.Length)
            return string.Create(CultureInfo.InvariantCulture, $"is longer than {most.Length} characters");
        if (value is ICollection many && property.GetCustomAttribute<MaxLengthAttribute>() is { } count && many.Count > count.Length)
            return string.Create(CultureInfo.InvariantCulture, $"has more than {count.Length} entries");
        return value is int number && property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(number)
            ? string.Create(CultureInfo.InvariantCulture, $"must be from {range.Minimum} to {range.Maximum}")
            : null;
    }

    static string? CharacterMistake(PropertyInfo property, string text) =>
        property.GetCustomAttribute<DataTypeAttribute>()?.DataType switch
        {
            // A password is never shown, and one from before these checks must still work.
            DataType.Password => text.Any(char.IsControl) ? TextCharacters.ControlMistake : null,
            DataType.MultilineText => TextCharacters.Mistake(text, lines: true),
            _ => TextCharacters.Mistake(text),
        };
}
