using Proctoring.Core.Reports.Files;
using Proctoring.Core.Storage.Keys;

namespace Proctoring.Web.Verbs;

/// <summary>Checks whether a report file is unchanged and from this installation.</summary>
internal static class CheckReportVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length != 2)
        {
            await Console.Error.WriteLineAsync("usage: check-report FILE SIGNATURE_FILE");
            return 2;
        }

        if (Array.Find(args, file => !File.Exists(file)) is { } missing)
        {
            await Console.Error.WriteLineAsync($"There is no file {missing}.");
            return 1;
        }

        await using var host = VerbHost.Create();
        if (host is null)
            return 1;
        SignatureFinding finding;
        try
        {
            finding = host
                .Services.GetRequiredService<ReportSigner>()
                .Check(await File.ReadAllBytesAsync(args[0]), await File.ReadAllBytesAsync(args[1]));
        }
        catch (KeysUnavailableException cause)
        {
            await Console.Error.WriteLineAsync(cause.Message);
            return 1;
        }

        Console.WriteLine(
            finding.State switch
            {
                SignatureState.Genuine => $"Genuine: unchanged since this installation wrote it, as of {finding.Signature!.AsOf}.",
                SignatureState.Changed => "NOT GENUINE: the signature is ours, but the file is not the one that was signed.",
                SignatureState.AnotherKey => "NOT GENUINE: the signature is not this installation's, or was changed.",
                _ => "The second file is no signature of a report.",
            }
        );
        return finding.State == SignatureState.Genuine ? 0 : 1;
    }
}
