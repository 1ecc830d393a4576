using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.Verbs;

/// <summary>Creates, lists and revokes the keys of the API.</summary>
internal static class KeyVerb
{
    const string Usage =
        "usage: key new NAME [--scopes \"students exams results\"] [--expires 2027-12-31 | --expires 90d] [--same-as NAME]   or  "
            + " key list   or   key revoke NAME";

    public static async Task<int> RunAsync(string[] args)
    {
        if (
            !(args is ["list"] or ["revoke", _] or ["new", _, ..])
            || (args[0] == "new" && !TryOptions(args[2..], DateTime.UtcNow, out _, out _, out _))
        )
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        return await VerbHost.RunAsync(services =>
        {
            var ring = services.GetRequiredService<ApiKeyStore>();
            return args[0] switch
            {
                "list" => ListAsync(ring, services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime),
                "revoke" => RevokeAsync(ring, args[1].Trim()),
                _ => CreateAsync(ring, args[1], args[2..], services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime),
            };
        });
    }

    /// <summary>Reads the options after the name; false if one is unknown or wrong.</summary>
    /// <param name="options">The arguments.</param>
    /// <param name="now">The time from which days count, UTC.</param>
    /// <param name="scopes">The scopes of the key.</param>
    /// <param name="expires">When the key expires, UTC; null for never.</param>
    /// <param name="sameAs">The key of the same system; null for a new system.</param>
    public static bool TryOptions(
        string[] options,
        DateTime now,
        out IReadOnlyList<string> scopes,
        out DateTime? expires,
        out string? sameAs
    )
    {
        (scopes, expires, sameAs) = (ApiScopes.Usual, null, null);
        for (var at = 0; at < options.Length; at += 2)
        {
            if (at + 1 == options.Length)
                return false;
            var (name, value) = (options[at], options[at + 1]);
            if (name == "--scopes")
                scopes = ApiScopes.Split(value);
            else if (name == "--same-as")
                sameAs = value;
            else if (
                name == "--expires"
                && value.EndsWith('d')
                && int.TryParse(value[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                && days is > 0 and < 36_500
            )
                expires = now.AddDays(days);
            else if (
                name == "--expires"
                && DateTime.TryParse(
                    value,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
                    out var day
                )
            )
                expires = day;
            else
                return false;
        }

        return true;
    }

    static async Task<int> CreateAsync(ApiKeyStore ring, string name, string[] options, DateTime now)
    {
        TryOptions(options, now, out var scopes, out var expires, out var sameAs);
        try
        {
            var (key, secret) = await ring.CreateAsync(name, scopes, expires, sameAs, StaffViewer.Console, CancellationToken.None);
            Console.WriteLine(secret);
            await Console.Error.WriteLineAsync(
                $"The key \"{key.Name}\" may do: {key.Scopes}; it {Until(key.ExpiresAt)}. Save it now: it can't be shown again."
            );
            return 0;
        }
        catch (ValidationException mistake)
        {
            await Console.Error.WriteLineAsync(mistake.Message);
            return 1;
        }
    }

    static async Task<int> ListAsync(ApiKeyStore ring, DateTime now)
    {
        var keys = await ring.ListAsync(CancellationToken.None);
        foreach (var key in keys)
        {
            var state =
                key.RevokedAt is { } revoked ? $"revoked {Day(revoked)}"
                : key.ExpiresAt <= now ? $"expired {Day(key.ExpiresAt.Value)}"
                : Until(key.ExpiresAt);
            Console.WriteLine(
                $"{key.Name,-24} {key.Prefix}…  {state,-22} last used {(key.LastUsedAt is { } used ? Day(used) : "never"),-12} {key.Scopes}"
            );
        }

        if (keys.Count == 0)
            Console.WriteLine("There are no keys.");
        return 0;
    }

    static async Task<int> RevokeAsync(ApiKeyStore ring, string name)
    {
        if (await ring.RevokeAsync(name, StaffViewer.Console, CancellationToken.None))
        {
            Console.WriteLine($"The key \"{name}\" is revoked.");
            return 0;
        }

        await Console.Error.WriteLineAsync($"There is no valid key \"{name}\".");
        return 1;
    }

    static string Until(DateTime? expires) => expires is { } at ? $"holds until {Day(at)}" : "never expires";

    static string Day(DateTime at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
