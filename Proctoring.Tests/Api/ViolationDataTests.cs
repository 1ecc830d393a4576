using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Web.Api;
using Proctoring.Web.Evidence;
using Proctoring.Web.Reports;
using Proctoring.Web.Requests;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>A caller that shows evidence_url as a picture gets a picture, even if audio is stored.</summary>
public sealed class ViolationDataTests
{
    [Fact]
    public void A_picture_and_audio_have_separate_addresses()
    {
        var keys = new EphemeralDataProtectionProvider();
        var options = Options.Create(new ProctoringOptions { Api = new() { PublicAddress = "https://proctoring.example" } });
        var site = new PublicAddress(options, new ConfigurationBuilder().Build(), new HostingEnvironment(), null!);
        var links = new ApiLinks(site, new EvidenceLinks(keys), new ResultLinks(keys));
        var request = new DefaultHttpContext().Request;
        request.HttpContext.Features.Set(ApiCaller.Anybody);
        var (picture, sound) = (Evidence("image/jpeg", 1), Evidence(EvidenceImage.SoundType, 2));

        var both = ViolationData.Of(new(Violation(picture, sound), null), links, request);
        var heard = ViolationData.Of(new(Violation(sound), null), links, request);
        var neither = ViolationData.Of(new(Violation(), null), links, request);

        Assert.StartsWith("https://proctoring.example/sessions/", both.EvidenceUrl, StringComparison.Ordinal);
        Assert.Contains($"/evidence/{picture.Id:D}?", both.EvidenceUrl, StringComparison.Ordinal);
        Assert.Contains($"/evidence/{sound.Id:D}?", both.SoundUrl, StringComparison.Ordinal);
        Assert.Null(heard.EvidenceUrl);
        Assert.NotNull(heard.SoundUrl);
        Assert.Equal((null, null), (neither.EvidenceUrl, neither.SoundUrl));
    }

    static ProctoringViolation Violation(params EvidenceImage[] evidence) =>
        new()
        {
            Id = Guid.NewGuid(),
            SessionId = Guid.NewGuid(),
            Type = "audio_detected",
            Title = "Speech heard",
            Evidence = [.. evidence],
        };

    static EvidenceImage Evidence(string type, int second) =>
        new()
        {
            Id = Guid.NewGuid(),
            StoreKey = "a",
            Sha256 = "b",
            ContentType = type,
            TakenAt = DateTime.UnixEpoch.AddSeconds(second),
        };
}
