/// What every store does in the same way, one case each. `PostgresOperationStore` and ``InMemoryOperationStore`` run
/// all of them, so that the store of the simulated world behaves like the real one.
package enum StoreConformance: String, CaseIterable, Sendable {
    case claimsTheOldestFirst
    case claimsTeardownsBeforeProvisions
    case refusesEachWriteOfAnOlderClaim
    case anOlderClaimNeitherRenewsNorReleases
    case aCommitSentTwiceCountsOnce
    case aLeaseThatRunsOutIsTakenOver
    case aReleasedLeaseIsFreeAtOnce
    case aDelayedOperationRests
    case whatIsSetAsideRests
    case aRenewalTellsOfACancel
    case aCancelEndsARest
    case placesUntilHostsAreFull
    case placesOnTheFullestThatFits
    case placesNothingOnADrainingHost
    case placingTwiceReservesOnce
    case neverLeasesAPortTwice
    case movesPorts
    case whatIsFinishedIsFinal
    case releasingTwiceIsReleasingOnce
    case recordsSecretsOnce
    case intendsAServerOnce
    case replacesAHostKey
    case oneOperationAtATime
    case aTeardownStopsTheProvisionFirst
    case aDeletionOutlivesTheCancelOfATeardown
    case aDecommissionCallsOffARetry
    case aRetryFollowsADecommission
    case retriesUnderANewGeneration
    case numbersTheLogWithoutGaps
    case saysWhenThereIsWork

    /// Runs the case on an empty store.
    ///
    /// - Throws: ``ConformanceFailure`` if the store behaves differently.
    package func check(_ subject: any StoreConformanceSubject) async throws {
        let trial = StoreTrial(subject: subject)
        switch self {
        case .claimsTheOldestFirst: try await trial.claimsTheOldestFirst()
        case .claimsTeardownsBeforeProvisions: try await trial.claimsTeardownsBeforeProvisions()
        case .refusesEachWriteOfAnOlderClaim: try await trial.refusesEachWriteOfAnOlderClaim()
        case .anOlderClaimNeitherRenewsNorReleases: try await trial.anOlderClaimNeitherRenewsNorReleases()
        case .aCommitSentTwiceCountsOnce: try await trial.aCommitSentTwiceCountsOnce()
        case .aLeaseThatRunsOutIsTakenOver: try await trial.aLeaseThatRunsOutIsTakenOver()
        case .aReleasedLeaseIsFreeAtOnce: try await trial.aReleasedLeaseIsFreeAtOnce()
        case .aDelayedOperationRests: try await trial.aDelayedOperationRests()
        case .whatIsSetAsideRests: try await trial.whatIsSetAsideRests()
        case .aRenewalTellsOfACancel: try await trial.aRenewalTellsOfACancel()
        case .aCancelEndsARest: try await trial.aCancelEndsARest()
        case .placesUntilHostsAreFull: try await trial.placesUntilHostsAreFull()
        case .placesOnTheFullestThatFits: try await trial.placesOnTheFullestThatFits()
        case .placesNothingOnADrainingHost: try await trial.placesNothingOnADrainingHost()
        case .placingTwiceReservesOnce: try await trial.placingTwiceReservesOnce()
        case .neverLeasesAPortTwice: try await trial.neverLeasesAPortTwice()
        case .movesPorts: try await trial.movesPorts()
        case .whatIsFinishedIsFinal: try await trial.whatIsFinishedIsFinal()
        case .releasingTwiceIsReleasingOnce: try await trial.releasingTwiceIsReleasingOnce()
        case .recordsSecretsOnce: try await trial.recordsSecretsOnce()
        case .intendsAServerOnce: try await trial.intendsAServerOnce()
        case .replacesAHostKey: try await trial.replacesAHostKey()
        case .oneOperationAtATime: try await trial.oneOperationAtATime()
        case .aTeardownStopsTheProvisionFirst: try await trial.aTeardownStopsTheProvisionFirst()
        case .aDeletionOutlivesTheCancelOfATeardown: try await trial.aDeletionOutlivesTheCancelOfATeardown()
        case .aDecommissionCallsOffARetry: try await trial.aDecommissionCallsOffARetry()
        case .aRetryFollowsADecommission: try await trial.aRetryFollowsADecommission()
        case .retriesUnderANewGeneration: try await trial.retriesUnderANewGeneration()
        case .numbersTheLogWithoutGaps: try await trial.numbersTheLogWithoutGaps()
        case .saysWhenThereIsWork: try await trial.saysWhenThereIsWork()
        }
    }
}
