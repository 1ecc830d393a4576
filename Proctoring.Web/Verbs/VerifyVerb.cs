using Proctoring.Core.Storage.Chain;

namespace Proctoring.Web.Verbs;

/// <summary>Proves that the records of a session, or of all, are what was written; names the first broken link of each that is not.</summary>
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

        return await VerbHost.RunAsync(services => RunAsync(services.GetRequiredService<ChainVerifier>(), args[0] == "all" ? null : one, Console.Out));
    }

    /// <summary>Verifies and writes a line for each session that is broken, and a sum; the result is the exit code.</summary>
    internal static async Task<int> RunAsync(ChainVerifier verifier, Guid? one, TextWriter output)
    {
        var sessions = one is { } id ? [id] : await verifier.SessionsAsync(CancellationToken.None);
        var (broken, links) = (0, 0L);
        foreach (var session in sessions)
        {
            var finding = await verifier.VerifyAsync(session, CancellationToken.None);
            links += finding.Links;
            if (one is not null && finding is { Intact: true, Links: 0 })
            {
                await output.WriteLineAsync($"{session:D}: there is no such session, or nothing of it was recorded yet.");
                return 1;
            }

            if (finding.Broken is not { } place)
                continue;
            broken++;
            await output.WriteLineAsync($"{session:D}: BROKEN. {place}");
        }

        await output.WriteLineAsync(broken == 0
            ? $"{sessions.Count} session(s), {links} links: everything is as it was written."
            : $"{broken} of {sessions.Count} session(s) are not as they were written.");
        return broken == 0 ? 0 : 1;
    }
}
