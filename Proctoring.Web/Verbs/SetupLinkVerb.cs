using Proctoring.Core.Staff;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Verbs;

/// <summary>Prints a new set-up link if there is no administrator.</summary>
internal static class SetupLinkVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not ([] or [[not '-', ..]]))
        {
            await Console.Error.WriteLineAsync("usage: setup-link [ADDRESS OF THE SITE]");
            return 2;
        }

        return await VerbHost.RunAsync(async services =>
        {
            if (await services.GetRequiredService<SetupLinks>().MakeAsync(CancellationToken.None) is not { } secret)
            {
                await Console.Error.WriteLineAsync(
                    "There is an administrator already. Sign in, or ask an administrator for a link to a new password."
                );
                return 1;
            }

            var address =
                args.ElementAtOrDefault(0)
                ?? services.GetRequiredService<PublicAddress>().Configured
                ?? services.GetRequiredService<IConfiguration>()["urls"]?.Split(';')[0]
                ?? PublicAddress.Default;
            Console.WriteLine(SetupNotice.Text(address, secret));
            return 0;
        });
    }
}
