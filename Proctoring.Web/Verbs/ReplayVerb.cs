using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Proctoring.Core.Reports;

namespace Proctoring.Web.Verbs;

/// <summary>Prints the flags that a policy would have raised in a session.</summary>
internal static class ReplayVerb
{
    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var json = args.Contains("--json");
        var rest = args.Where(word => word != "--json").ToList();
        if (!(rest is [_] or [_, "--policy", _]) || !Guid.TryParse(rest[0], out var session))
        {
            await Console.Error.WriteLineAsync("usage: replay SESSION [--policy NAME] [--json]");
            return 2;
        }

        return await VerbHost.RunAsync(async services =>
        {
            try
            {
                var result = await services
                    .GetRequiredService<SessionReplay>()
                    .RunAsync(session, rest.ElementAtOrDefault(2), CancellationToken.None);
                Console.WriteLine(json ? JsonSerializer.Serialize(result, Json) : Describe(result));
                return 0;
            }
            catch (Exception cause) when (cause is ReplayException or InvalidDataException)
            {
                await Console.Error.WriteLineAsync(cause.Message);
                return 1;
            }
        });
    }

    /// <summary>Formats the result for a reader.</summary>
    public static string Describe(ReplayResult result)
    {
        List<string> lines =
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"Session {result.Session:D} under {result.Policy}: {result.Observations:N0} "
                    + $"observations{(result.Complete ? "" : ", some are missing")}, {result.Violations.Count} flagged"
            ),
            .. result.Violations.Select(found =>
                string.Create(CultureInfo.InvariantCulture, $"  {found.Began:HH:mm:ss}  {found.Severity, -6}  {found.Sentence}")
            ),
            string.Create(CultureInfo.InvariantCulture, $"Risk score {result.Risk.Score:0.0} of 100"),
            .. result.Risk.Lines.Select(line =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {line.Points, 5:0.0}  {line.Title}: {line.Count} times, {line.Seconds:0} s, weight {line.Weight:0.#}"
                )
            ),
        ];
        return string.Join(Environment.NewLine, lines);
    }
}
