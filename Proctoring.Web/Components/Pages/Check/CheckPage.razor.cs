using System.Globalization;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reports.Files;

namespace Proctoring.Web.Components.Pages.Check;

/// <summary>Where anyone can ask whether a report file is genuine. It needs no account, and learns nothing from us but yes or no.</summary>
public sealed partial class CheckPage
{
    const int LargestReport = 30_000_000;
    const int LargestSignature = 20_000;

    SignatureFinding? finding;
    string? missing;

    [SupplyParameterFromForm(FormName = "check")]
    public IFormFile? Report { get; set; }

    [SupplyParameterFromForm(FormName = "check")]
    public IFormFile? Signature { get; set; }

    [Inject]
    internal ReportSigner Signer { get; set; } = null!;

    string? Problem => missing ?? finding?.State switch
    {
        SignatureState.Changed => $"The signature is this installation's, but the file is not the one that was signed: it was changed, or it is another report than {finding.Signature?.File}.",
        SignatureState.AnotherKey => "The signature is not one of this installation, or was changed itself. Check the file where it was made.",
        SignatureState.NotASignature => "The second file is no signature of a report. Its name ends with .sig, and it came with the report.",
        _ => null,
    };

    string? Good => finding is { State: SignatureState.Genuine, Signature: { } signature }
        ? $"Genuine: {signature.File} is exactly as this installation wrote it, as of {Time(signature.AsOf)} UTC."
        : null;

    async Task CheckAsync()
    {
        missing = (Report, Signature) switch
        {
            (null or { Length: 0 }, _) => "Choose the report file.",
            (_, null or { Length: 0 }) => "Choose the signature file.",
            ({ Length: > LargestReport }, _) => "The report file is larger than 30 MB; no report of ours is.",
            (_, { Length: > LargestSignature }) => "The second file is too large to be a signature.",
            _ => null,
        };
        if (missing is null)
            finding = Signer.Check(await ReadAsync(Report!), await ReadAsync(Signature!));
    }

    static async Task<byte[]> ReadAsync(IFormFile file)
    {
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    static string Time(string asOf) => DateTime.Parse(asOf, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal).ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);
}
