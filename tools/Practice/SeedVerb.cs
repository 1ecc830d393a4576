using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Proctoring.Web.Verbs;

namespace Proctoring.Tools.Practice;

/// <summary>Fills a developer's database with practice sessions, and measures the queries of the review pages on them.</summary>
internal static class SeedVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (
            Number(args, "--sessions") is not (>= 1 and <= PracticeData.Most and var sessions)
            || (args.Contains("--seed") && Number(args, "--seed") is null)
            || args.Length is not (2 or 4)
        )
        {
            await Console.Error.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"usage: seed --sessions N [--seed NUMBER]   (N from 1 to {PracticeData.Most})")
            );
            return 2;
        }

        return await VerbHost.RunAsync(async services =>
        {
            if (!services.GetRequiredService<IHostEnvironment>().IsDevelopment())
            {
                await Console.Error.WriteLineAsync(
                    "Practice sessions must not mix with real records: seed runs only if ASPNETCORE_ENVIRONMENT is Development."
                );
                return 1;
            }

            var began = Stopwatch.GetTimestamp();
            await ActivatorUtilities
                .CreateInstance<PracticeData>(services)
                .WriteAsync(sessions, Number(args, "--seed") ?? 1, new Lines(), CancellationToken.None);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{sessions:N0} sessions in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"
                )
            );
            return 0;
        });
    }

    /// <summary>Prints how long the queries of each page take.</summary>
    public static Task<int> BenchAsync(string[] args) =>
        VerbHost.RunAsync(async services =>
        {
            var requests = Number(args, "--requests") is >= 20 and <= 10_000 and var asked ? asked : 100;
            Console.WriteLine("page                  viewer          requests   median      95 %       max   own processor 95 %   (ms)");
            await foreach (var line in ActivatorUtilities.CreateInstance<ListBench>(services).RunAsync(requests, CancellationToken.None))
            {
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{line.Page,-20}  {line.Role,-14}  {line.Requests,8}  {line.Median,7:0.0}  {line.P95,8:0.0}  "
                            + $"{line.Longest,8:0.0}  {line.OwnP95,8:0.0}   longest: request {line.LongestIndex}"
                    )
                );
                foreach (var (milliseconds, request) in line.Slowest)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {milliseconds,8:0.0}  {request}"));
            }

            return 0;
        });

    static int? Number(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at
        && at + 1 < args.Length
        && int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    sealed class Lines : IProgress<int>
    {
        public void Report(int value)
        {
            if (value % 10_000 == 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {value:N0}"));
        }
    }
}
