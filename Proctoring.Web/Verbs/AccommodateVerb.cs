using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Integration;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Opening;

namespace Proctoring.Web.Verbs;

/// <summary>Overrides a rule setting for one student, and lists the overrides.</summary>
internal static class AccommodateVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        (args, var key) = StudentOwner.Split(args);
        var list = args is ["list"] or ["list", _];
        if (!list && args is not [_, _, _, _, "--reason", _])
        {
            await Console.Error.WriteLineAsync(
                "usage: accommodate STUDENT_ID RULE SETTING VALUE --reason \"WHY\" [--key NAME]   or   accommodate list [STUDENT_ID]"
            );
            return 2;
        }

        return await VerbHost.RunAsync(async services =>
        {
            var store = services.GetRequiredService<AccommodationStore>();
            if (list)
                return await ListAsync(store, args.ElementAtOrDefault(1));
            if (await StudentOwner.FindAsync(services, key) is not { } owner)
                return 1;
            try
            {
                await store.KeepAsync(owner, args[0].Trim(), new RuleOverride(args[1], args[2], args[3]), args[5], CancellationToken.None);
            }
            catch (ValidationException mistake)
            {
                await Console.Error.WriteLineAsync(RefusalText.Of(mistake));
                return 1;
            }

            Console.WriteLine($"{args[0].Trim()}: {args[1]}:{args[2]} is {args[3]} in every session that starts from now on.");
            return 0;
        });
    }

    static async Task<int> ListAsync(AccommodationStore store, string? studentId)
    {
        var all = await store.ListAsync(studentId, CancellationToken.None);
        foreach (var (student, change, reason) in all)
            Console.WriteLine($"{student,-24} {change.Rule}:{change.Setting} = {change.Value,-12} {reason}");
        if (all.Count == 0)
            Console.WriteLine(studentId is null ? "There are no accommodations." : $"{studentId} has no accommodations.");
        return 0;
    }
}
