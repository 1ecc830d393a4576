using Proctoring.Web.Evidence;
using Proctoring.Web.Reports;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Api;

/// <summary>Makes the absolute addresses in the API's answers.</summary>
internal sealed class ApiLinks(PublicAddress site, EvidenceLinks evidence, ResultLinks results)
{
    /// <summary>An address of this server as browsers reach it.</summary>
    public string Absolute(HttpRequest request, string path) => site.Of(request) + path;

    /// <summary>The address of evidence, for half an hour and this caller. Call it only after the caller has proved their right to the
    /// session.</summary>
    public string Evidence(HttpRequest request, Guid sessionId, Guid imageId)
    {
        var caller = request.HttpContext.Caller();
        return Absolute(
            request,
            caller switch
            {
                { Access: { } access } => evidence.For(access, imageId),
                { KeyId: { } key } => evidence.For(new EvidenceViewer(EvidenceViewerKind.ApiKey, key.ToString("N")), sessionId, imageId),
                _ => evidence.For(EvidenceViewer.OpenApi, sessionId, imageId),
            }
        );
    }

    /// <summary>The address at which a person reads an exam's result, for a week. Call it only after the caller has proved their right to
    /// the exam.</summary>
    public string Report(HttpRequest request, int examId, Guid sessionId) => Absolute(request, results.For(examId, sessionId));
}
