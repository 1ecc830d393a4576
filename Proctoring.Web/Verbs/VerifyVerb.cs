using System.Globalization;
using Proctoring.Core.Privacy;
using Proctoring.Core.Storage.Chain;

namespace Proctoring.Web.Verbs;

/// <summary>Proves that the records are unchanged, or names the first broken link of each chain that is not intact.</summary>
internal static class VerifyVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        Guid one = default;
        if (args.Length != 1 || (args[0] != "all" && !Guid.TryParse(args[0], out one)))
        {
            await Console.Error.WriteLineAsync("usage: verify SESSION|all");
            return 2;
        }

        return await VerbHost.RunAsync(async services =>
        {
            var verifier = services.GetRequiredService<ChainVerifier>();
            if (args[0] == "all")
                return await AllAsync(verifier, Console.Out);
            var code = await OneAsync(verifier, one, Console.Out);
            await ListDeletionsAsync(services.GetRequiredService<DeletionList>(), one, Console.Out);
            return code;
        });
    }

    /// <summary>Writes a line for each kind of data that was deleted in a session.</summary>
    internal static async Task ListDeletionsAsync(DeletionList deletions, Guid session, TextWriter output)
    {
        foreach (var items in await deletions.ReadAsync(session, CancellationToken.None))
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  deleted {items.At:yyyy-MM-dd HH:mm} UTC by {items.Cause}: {items.Count} {items.Data} ({items.Reason})"
                )
            );
    }

    /// <summary>Verifies one session.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> OneAsync(ChainVerifier verifier, Guid session, TextWriter output)
    {
        var finding = await verifier.VerifyAsync(session, CancellationToken.None);
        await output.WriteLineAsync(
            finding switch
            {
                { Broken: { } place } => $"{session:D}: BROKEN. {place}",
                { Links: 0 } => $"{session:D}: there is no such session.",
                _ => string.Create(CultureInfo.InvariantCulture, $"{session:D}: intact, {finding.Links} links."),
            }
        );
        return finding is { Intact: true, Links: > 0 } ? 0 : 1;
    }

    /// <summary>Verifies everything, and writes a line for each chain that is broken and a summary.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> AllAsync(ChainVerifier verifier, TextWriter output)
    {
        var (sessions, links, broken) = (0, 0L, 0);
        async Task AddAsync(ChainFinding finding)
        {
            links += finding.Links;
            if (finding.Broken is not { } place)
                return;
            broken++;
            await output.WriteLineAsync($"{ChainIds.NameOf(finding.ChainId)}: BROKEN. {place}");
        }

        await AddAsync(await verifier.VerifyInstallationAsync(CancellationToken.None));
        await AddAsync(await verifier.VerifyAuditAsync(CancellationToken.None));
        await foreach (var finding in verifier.VerifyAllAsync(CancellationToken.None))
        {
            sessions++;
            await AddAsync(finding);
        }

        foreach (var (at, count) in await verifier.AdoptionsAsync(CancellationToken.None))
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count} sessions were recorded in their present state when the server was updated, {at:yyyy-MM-dd HH:mm} UTC."
                )
            );
        await output.WriteLineAsync(
            broken == 0
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{sessions} sessions, the installation and the audit log: {links} links, all records are intact."
                )
                : string.Create(CultureInfo.InvariantCulture, $"{broken} of {sessions + 2} chains are broken.")
        );
        return broken == 0 ? 0 : 1;
    }
}
