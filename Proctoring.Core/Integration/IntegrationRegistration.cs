using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Integration;

/// <summary>Registers the use cases behind the API.</summary>
internal static class IntegrationRegistration
{
    public static IServiceCollection AddIntegration(this IServiceCollection services)
    {
        services.TryAddSingleton<IPasswordHasher<Student>>(_ => new PasswordHasher<Student>());
        return services
            .AddSingleton<ApiKeyStore>()
            .AddSingleton<SystemBrandings>()
            .AddSingleton<CallerLookup>()
            .AddSingleton<FacePictures>()
            .AddSingleton<PictureCheck>()
            .AddSingleton<StudentStore>()
            .AddSingleton<StudentErasure>()
            .AddSingleton<FaceVerification>()
            .AddSingleton<ExamStarts>()
            .AddSingleton<ExamDefinitions>()
            .AddSingleton<ReportBounds>()
            .AddSingleton<ReportedEvents>()
            .AddSingleton<ExamSubmission>()
            .AddSingleton<ExamCancellation>()
            .AddSingleton<StoredAnswers>()
            .AddSingleton<WebhookStore>()
            .AddSingleton<ExamResults>()
            .AddSingleton<TestReviews>()
            .AddSingleton<FrameLimiter>()
            .AddSingleton<FrameRecord>()
            .AddSingleton<FrameAnalysis>();
    }
}
