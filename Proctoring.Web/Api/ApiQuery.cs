using System.Globalization;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>Reads what stands behind the question mark, and names what is wrong there.</summary>
internal sealed class ApiQuery(IQueryCollection query)
{
    public const int UsualPageSize = 50;

    /// <summary>So many entries make a page at most.</summary>
    const int LargestPageSize = 200;

    public (int Page, int Size) Page => (Number("page", 1, 1, 1_000_000), Number("page_size", UsualPageSize, 1, LargestPageSize));

    public string? Text(string name, int longest) => query[name].ToString() switch
    {
        "" => null,
        { } text when text.Length > longest => throw CallRefusedException.Invalid(string.Create(CultureInfo.InvariantCulture, $"{name} is longer than {longest} characters")),
        { } text when text.Any(char.IsControl) => throw CallRefusedException.Invalid($"{name} has control characters in it"),
        var text => text,
    };

    public T? Name<T>(string name)
        where T : struct, Enum
    {
        if (Text(name, 50) is not { } text)
            return null;
        var known = Enum.GetValues<T>().ToDictionary(value => ApiJson.Name(value.ToString()), value => value);
        return known.TryGetValue(text, out var found) ? found : throw CallRefusedException.Invalid($"{name} must be one of {string.Join(", ", known.Keys)}");
    }

    public DateTime? Time(string name) => Text(name, 50) is not { } text ? null
        : DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw CallRefusedException.Invalid($"{name} must be a time in ISO 8601, such as 2026-11-25T10:00:00Z");

    int Number(string name, int usual, int least, int most) => Text(name, 20) is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw CallRefusedException.Invalid(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {least} to {most}"));
}

/// <summary>A page of a list.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="Page">Its number, from 1.</param>
/// <param name="PageSize">How many entries make a page.</param>
/// <param name="Total">How many entries there are on all pages.</param>
internal sealed record PageData<T>(IReadOnlyList<T> Items, int Page, int PageSize, int Total);
