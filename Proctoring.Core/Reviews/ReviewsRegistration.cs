using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Reviews.Regrading;

namespace Proctoring.Core.Reviews;

/// <summary>Registers the use cases of reviewers and proctors.</summary>
internal static class ReviewsRegistration
{
    public static IServiceCollection AddReviews(this IServiceCollection services) =>
        services
            .AddSingleton<SessionList>()
            .AddSingleton<ReviewQueue>()
            .AddSingleton<CaseReader>()
            .AddSingleton<StartPhotos>()
            .AddSingleton<ReviewPresence>()
            .AddSingleton<OtherSessions>()
            .AddSingleton<BlindReviews>()
            .AddSingleton<SessionTimeline>()
            .AddSingleton<CaseAnswering>()
            .AddSingleton<FlagDecisions>()
            .AddSingleton<BulkDismissals>()
            .AddSingleton<SessionVerdicts>()
            .AddSingleton<ReviewNotes>()
            .AddSingleton<Assignments>()
            .AddSingleton<CandidateMessages>()
            .AddSingleton<Interventions>()
            .AddSingleton<ProctorFlags>()
            .AddSingleton<Readmissions>()
            .AddSingleton<WallFlags>()
            .AddSingleton<LiveWall>()
            .AddSingleton<IdentityReviews>()
            .AddSingleton<AnswerGrading>()
            .AddSingleton<ResultTable>()
            .AddSingleton<RegradeSignal>()
            .AddSingleton<Regrades>()
            .AddSingleton<RegradeRunner>()
            .AddHostedService<RegradeWorker>()
            .AddSingleton<Dashboard>();
}
