using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Nodes;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Practice;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;

namespace Proctoring.Core.Sessions;

/// <summary>Registers the parts that open, run and end sessions.</summary>
internal static class SessionsRegistration
{
    public static IServiceCollection AddSessions(this IServiceCollection services) =>
        services
            .AddSingleton<AccommodationStore>()
            .AddSingleton<FramePace>()
            .AddSingleton<StallMeter>()
            .AddSingleton<PendingJoins>()
            .AddSingleton<PendingPictures>()
            .AddSingleton<PhoneRequests>()
            .AddHostedService<StallWatch>()
            .AddHostedService<ClockWatch>()
            .AddSingleton<SessionFeed>()
            .AddSingleton<SessionPipeline>()
            .AddSingleton<IdentityNotes>()
            .AddSingleton<LiveSessionFactory>()
            .AddSingleton<StoredPauses>()
            .AddSingleton<LiveSessions>()
            .AddSingleton<RoomCameras>()
            .AddSingleton<RoomCameraLinks>()
            .AddHostedService<SessionGauges>()
            .AddSingleton<ConnectedPages>()
            .AddSingleton<ThisServer>()
            .AddSingleServer()
            .AddSingleton<LocalSessions>()
            .AddSingleton<IRunningSessions>(provider => provider.GetRequiredService<LocalSessions>())
            .AddSingleton<ExamCatalog>()
            .AddSingleton<SessionViewReader>()
            .AddSingleton<SessionStart>()
            .AddSingleton<SessionOpener>()
            .AddSingleton<CandidateSessions>()
            .AddSingleton<CameraGuide>()
            .AddSingleton<PracticeRuns>()
            .AddSingleton<PracticeRemover>()
            .AddHostedService<PracticeCleaner>()
            .AddSingleton<ReferenceTaker>()
            .AddSingleton<ReferenceFaces>()
            .AddSingleton<IdentityRequests>()
            .AddSingleton<HeadChallenges>()
            .AddSingleton<Enrolment>()
            .AddSingleton<AnswerStore>()
            .AddSingleton<SessionFiles>()
            .AddSingleton<LateAnswers>()
            .AddSingleton<SessionDeadlines>()
            .AddSingleton<ClockRefresh>()
            .AddSingleton<SessionPauses>()
            .AddSingleton<MonitorReader>()
            .AddSingleton<FailedSessions>()
            .AddSingleton<OverdueSessions>()
            .AddSingleton<UnmonitoredSessions>()
            .AddSingleton<AnsweringNote>()
            .AddSingleton<SessionEnding>()
            .AddSingleton<SessionCloser>()
            .AddHostedService<DeadlineMonitor>();
}
