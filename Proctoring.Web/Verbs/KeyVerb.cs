using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.Verbs;

/// <summary>Creates, lists and revokes the keys of the API.</summary>
internal static class KeyVerb
{
    const string Usage =
        "usage: key new NAME [--scopes \"students exams results\"] [--expires 2027-12-31 | --expires 90d] [--same-as NAME] [--test] "
        + "[--calls-per-minute 600] [--origins \"https://a.example https://b.example\"]   or   key list   or   key revoke NAME";

    public static async Task<int> RunAsync(string[] args)
    {
        // An option in place of the name would become the name: "key new --test" would create a key that is not for tests.
        var options = args is ["new", [not '-', ..], ..] ? KeyOptions.Read(args[2..], TimeProvider.System.GetUtcNow().UtcDateTime) : null;
        if (options is null && args is not (["list"] or ["revoke", _]))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        return await VerbHost.RunAsync(services =>
        {
            var store = services.GetRequiredService<ApiKeyStore>();
            return args[0] switch
            {
                "list" => ListAsync(store, services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime),
                "revoke" => RevokeAsync(store, args[1].Trim()),
                _ => CreateAsync(store, args[1], options!),
            };
        });
    }

    static async Task<int> CreateAsync(ApiKeyStore store, string name, KeyOptions options)
    {
        try
        {
            var (key, secret) = await store.CreateAsync(
                name,
                options.Scopes,
                options.Expires,
                options.SameAs,
                options.Limits,
                StaffViewer.Console,
                CancellationToken.None
            );
            Console.WriteLine(secret);
            await Console.Error.WriteLineAsync(
                $"The key \"{key.Name}\" may do: {key.Scopes}; it {Until(key.ExpiresAt)}. Save it now: it can't be shown again. "
                    + $"For OAuth, its client id is {key.Id} and the key is the client secret."
            );
            return 0;
        }
        catch (ValidationException mistake)
        {
            await Console.Error.WriteLineAsync(mistake.Message);
            return 1;
        }
    }

    static async Task<int> ListAsync(ApiKeyStore store, DateTime now)
    {
        var keys = await store.ListAsync(CancellationToken.None);
        foreach (var key in keys)
        {
            var state =
                key.RevokedAt is { } revoked ? $"revoked {Day(revoked)}"
                : key.ExpiresAt <= now ? $"expired {Day(key.ExpiresAt.Value)}"
                : Until(key.ExpiresAt);
            Console.WriteLine(
                $"{key.Name,-24} {key.Prefix}…  {state,-22} last used {(key.LastUsedAt is { } used ? Day(used) : "never"),-12} "
                    + key.Scopes
                    + Limits(key)
                    + $"; client id {key.Id}"
            );
        }

        if (keys.Count == 0)
            Console.WriteLine("There are no keys.");
        return 0;
    }

    static async Task<int> RevokeAsync(ApiKeyStore store, string name)
    {
        if (await store.RevokeAsync(name, StaffViewer.Console, CancellationToken.None))
        {
            Console.WriteLine($"The key \"{name}\" is revoked.");
            return 0;
        }

        await Console.Error.WriteLineAsync($"There is no valid key \"{name}\".");
        return 1;
    }

    static string Limits(ApiKey key) =>
        string.Concat(
            key.IsTest ? "; test" : "",
            key.CallsPerMinute is { } calls ? string.Create(CultureInfo.InvariantCulture, $"; {calls} calls a minute") : "",
            key.AllowedOrigins is { } origins ? $"; {origins}" : ""
        );

    static string Until(DateTime? expires) => expires is { } at ? $"is valid until {Day(at)}" : "never expires";

    static string Day(DateTime at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
