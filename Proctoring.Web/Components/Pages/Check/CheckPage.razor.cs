using System.Globalization;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reports.Files;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Check;

/// <summary>Shows anyone whether a report file is genuine. It needs no account.</summary>
public sealed partial class CheckPage
{
    internal const int LargestReport = 30_000_000;
    const int LargestSignature = 20_000;

    SignatureFinding? finding;
    string? missing;

    [SupplyParameterFromForm(FormName = "check")]
    public IFormFile? Report { get; set; }

    [SupplyParameterFromForm(FormName = "check")]
    public IFormFile? Signature { get; set; }

    [Inject]
    internal ReportSigner Signer { get; set; } = null!;

    [CascadingParameter]
    HttpContext Request { get; set; } = null!;

    string? Problem =>
        missing
        ?? finding?.State switch
        {
            SignatureState.Changed => (string)L["Check_Changed", finding.Signature?.File ?? ""],
            SignatureState.AnotherKey => (string)L["Check_AnotherKey"],
            SignatureState.NotASignature => (string)L["Check_NotASignature"],
            _ => null,
        };

    string? Good =>
        finding is { State: SignatureState.Genuine, Signature: { } signature }
            ? (string)L["Check_Genuine", signature.File, Time(signature.AsOf)]
            : null;

    async Task CheckAsync()
    {
        missing = (Report, Signature) switch
        {
            (null or { Length: 0 }, _) => (string)L["Check_ChooseReport"],
            (_, null or { Length: 0 }) => (string)L["Check_ChooseSignature"],
            ({ Length: > LargestReport }, _) => (string)L["Check_ReportTooLarge"],
            (_, { Length: > LargestSignature }) => (string)L["Check_SignatureTooLarge"],
            _ => null,
        };
        if (missing is not null)
            return;
        // Anyone can send files: the report is hashed from the disk, where the form reader has put it, and never held in memory.
        using var signature = new MemoryStream((int)Signature!.Length);
        await Signature.CopyToAsync(signature, Request.RequestAborted);
        await using var report = Report!.OpenReadStream();
        finding = await Signer.CheckAsync(report, signature.ToArray(), Request.RequestAborted);
    }

    static string Time(string asOf) =>
        DisplayText.DayAndTime(DateTime.Parse(asOf, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal));
}
