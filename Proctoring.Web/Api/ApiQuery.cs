using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>Reads the query parameters of a call, and names each one that is wrong.</summary>
internal sealed class ApiQuery(IQueryCollection query)
{
    public const int UsualPageSize = 50;

    /// <summary>The most entries on a page.</summary>
    public const int LargestPageSize = 200;

    /// <summary>The largest number of a page.</summary>
    public const int LastPage = 1_000_000;

    public (int Page, int Size) Page => (Number("page", 1, 1, LastPage), Number("page_size", UsualPageSize, 1, LargestPageSize));

    public string? Text(string name, int longest) =>
        query[name].ToString() switch
        {
            "" => null,
            { } text when text.Length > longest => throw CallRefusedException.Field(
                name, string.Create(CultureInfo.InvariantCulture, $"is longer than {longest} characters")
            ),
            { } text when TextCharacters.Mistake(text) is { } mistake => throw CallRefusedException.Field(name, mistake),
            var text => text,
        };

    public T? Name<T>(string name)
        where T : struct, Enum
    {
        if (Text(name, 50) is not { } text)
            return null;
        var known = Enum.GetValues<T>().ToDictionary(value => ApiJson.Name(value.ToString()), value => value);
        return known.TryGetValue(text, out var found)
            ? found
            : throw CallRefusedException.Field(name, $"must be one of {string.Join(", ", known.Keys)}");
    }

    public bool? Flag(string name) =>
        Text(name, 5) switch
        {
            null => null,
            "true" => true,
            "false" => false,
            _ => throw CallRefusedException.Field(name, "must be true or false"),
        };

    /// <summary>Refuses a parameter that the operation does not have, and one that is empty or repeated: a filter that does nothing is
    /// worse than an error.</summary>
    public static ValueTask<object?> CheckAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var known = call.HttpContext.GetEndpoint()!.Metadata.GetMetadata<ApiOperation>()!.Queries;
        var sent = call.HttpContext.Request.Query;
        if (sent.Keys.FirstOrDefault(key => known.All(query => query.Name != key)) is { } unknown)
        {
            var named = TextCharacters.Cleaned(unknown.Length > 50 ? unknown[..50] : unknown);
            throw new CallRefusedException(
                CallRefusal.Invalid,
                $"The query parameter \"{named}\" is not known; "
                    + (known.Count == 0 ? "this path has none" : $"this path has {string.Join(", ", known.Select(query => query.Name))}")
            )
            {
                Fields = [new FieldMistake(named, "is not known")],
            };
        }

        foreach (var (name, values) in sent)
        {
            if (values.Count > 1)
                throw CallRefusedException.Field(name, "may occur once in a query");
            if (string.IsNullOrWhiteSpace(values))
                throw CallRefusedException.Field(name, "has no value; leave it out for all");
        }

        return next(call);
    }

    public DateTime? Time(string name) =>
        Text(name, 50) is not { } text ? null
        : ApiTime.TryParse(text, out var time) ? time.UtcDateTime
        : throw CallRefusedException.Field(name, ApiTime.Form);

    int Number(string name, int usual, int least, int most) =>
        Text(name, 20) is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw CallRefusedException.Field(
            name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}")
        );
}

/// <summary>A page of a list.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Page">Its number, from 1.</param>
/// <param name="PageSize">The most entries on a page.</param>
/// <param name="Total">The entries on all pages.</param>
internal sealed record PageData<T>(IReadOnlyList<T> Items, int Page, int PageSize, int Total);
